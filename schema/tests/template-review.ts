import { MAX_TEXT, type Template, variablesOf } from '../templates.ts';

/** KakaoTalk's limits for a template. */
const MAX_VARIABLES = 40;
const MAX_BUTTONS = 5;
const MAX_BUTTON_NAME = 14;

/** The reasons for which KakaoTalk would refuse to approve a template, in words. */
export function templateDefects(template: Template): string[] {
  const defects: string[] = [];
  if (variablesOf(template).length > MAX_VARIABLES) defects.push(`more than ${MAX_VARIABLES} variables`);
  if ([...template.text].length > MAX_TEXT) defects.push(`longer than ${MAX_TEXT} characters`);
  if (template.buttons.length > MAX_BUTTONS) defects.push(`more than ${MAX_BUTTONS} buttons`);
  for (const { name } of template.buttons) {
    if ([...name].length > MAX_BUTTON_NAME)
      defects.push(`button "${name}" is longer than ${MAX_BUTTON_NAME} characters`);
    if (name.includes('#{')) defects.push(`button "${name}" has a variable in its name`);
  }
  return defects;
}
