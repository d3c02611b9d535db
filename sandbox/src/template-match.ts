import { render, type Template, type TemplateButton, templates } from '@movecall/schema/templates';
import type { Message } from './message.ts';
import type { RequestedMessage } from './send-request.ts';

export type TemplateMatch =
  | {
      readonly kind: 'MATCHED';
      readonly text: string;
      readonly buttons: Message['buttons'];
    }
  | { readonly kind: 'REFUSED'; readonly statusCode: string; readonly statusMessage: string };

type RequestedButton = RequestedMessage['kakaoOptions']['buttons'][number];

/** Compares a message with its approved template, as KakaoTalk does. A match has the text and the buttons for the phone. */
export function matchTemplate({ kakaoOptions }: RequestedMessage): TemplateMatch {
  const { templateId, buttons } = kakaoOptions;
  const template = Object.hasOwn(templates, templateId)
    ? templates[templateId as Template['code']]
    : undefined;
  if (!template) return refused('1026', '등록되지 않은 템플릿입니다.');

  const variables = variablesByName(kakaoOptions.variables);
  if (variables === null) return refused('1029', '변수명은 #{변수명} 형식이어야 합니다.');
  const rendered = render(template, variables);
  if (rendered.kind === 'REFUSED') return refused('1030', `템플릿과 내용이 맞지 않습니다: ${rendered.code}`);

  const matching =
    buttons.length === template.buttons.length &&
    template.buttons.every((registered, index) => isButton(buttons[index], registered));
  if (!matching) return refused('1031', '버튼이 템플릿과 다릅니다.');
  return {
    kind: 'MATCHED',
    text: rendered.text,
    buttons: buttons.map(({ buttonName, linkMo = '' }) => ({ name: buttonName, url: linkMo })),
  };
}

const refused = (statusCode: string, statusMessage: string): TemplateMatch => ({
  kind: 'REFUSED',
  statusCode,
  statusMessage,
});

/** The values by the name in `#{name}`; null when a key has another form. */
function variablesByName(sent: Readonly<Record<string, string>>): Record<string, string> | null {
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(sent)) {
    const name = /^#\{([^{}]+)\}$/.exec(key)?.[1];
    if (name === undefined) return null;
    variables[name] = value;
  }
  return variables;
}

function isButton(requested: RequestedButton | undefined, { name, path }: TemplateButton): boolean {
  if (requested === undefined) return false;
  const { buttonType, buttonName, linkMo, linkPc } = requested;
  return (
    buttonType === 'WL' && buttonName === name && leadsTo(linkMo, path) && leadsTo(linkPc ?? linkMo, path)
  );
}

/** Whether a link has the registered path, with any segment in place of a variable. */
function leadsTo(link: string | undefined, path: string): boolean {
  if (link === undefined || !URL.canParse(link)) return false;
  const { protocol, pathname } = new URL(link);
  const pattern = path
    .split(/#\{[^{}]+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]+');
  return (protocol === 'http:' || protocol === 'https:') && new RegExp(`^${pattern}$`).test(pathname);
}
