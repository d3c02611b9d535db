import { z } from 'zod';
import { render, type Template, templates } from '@movecall/schema/templates';

const button = z.object({
  buttonType: z.string(),
  buttonName: z.string(),
  linkMo: z.string().optional(),
  linkPc: z.string().optional(),
});
const message = z.object({
  to: z.string().regex(/^01[016789]\d{7,8}$/),
  from: z.string().regex(/^\d{8,12}$/),
  kakaoOptions: z.object({
    pfId: z.string().min(1),
    templateId: z.string(),
    variables: z.record(z.string(), z.string()).default({}),
    disableSms: z.boolean().optional(),
    buttons: z.array(button).default([]),
  }),
  customFields: z.record(z.string(), z.string()).default({}),
});

/** `POST /messages/v4/send-many/detail`. */
export const sendRequest = z.object({
  messages: z.array(message).min(1).max(10_000),
  showMessageList: z.boolean().default(false),
});
export type RequestedMessage = z.infer<typeof message>;

export type Verdict =
  | {
      readonly kind: 'ACCEPTED';
      readonly text: string;
      readonly buttons: readonly { readonly name: string; readonly url: string }[];
    }
  | { readonly kind: 'REFUSED'; readonly statusCode: string; readonly statusMessage: string };

const refused = (statusCode: string, statusMessage: string): Verdict => ({
  kind: 'REFUSED',
  statusCode,
  statusMessage,
});

/** Whether a message is what its template was approved for, and what the phone would show. */
export function accept({ kakaoOptions }: RequestedMessage): Verdict {
  const { templateId, buttons } = kakaoOptions;
  const template = Object.hasOwn(templates, templateId)
    ? templates[templateId as Template['code']]
    : undefined;
  if (!template) return refused('1026', '등록되지 않은 템플릿입니다.');

  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(kakaoOptions.variables)) {
    const name = /^#\{([^{}]+)\}$/.exec(key)?.[1];
    if (name === undefined) return refused('1029', '변수명은 #{변수명} 형식이어야 합니다.');
    variables[name] = value;
  }
  const rendered = render(template, variables);
  if (rendered.kind === 'REFUSED') return refused('1030', `템플릿과 내용이 맞지 않습니다: ${rendered.code}`);

  const matching =
    buttons.length === template.buttons.length &&
    template.buttons.every(({ name, path }, index) => {
      const { buttonType, buttonName, linkMo, linkPc } = buttons[index] ?? {};
      return (
        buttonType === 'WL' && buttonName === name && leadsTo(linkMo, path) && leadsTo(linkPc ?? linkMo, path)
      );
    });
  if (!matching) return refused('1031', '버튼이 템플릿과 다릅니다.');
  return {
    kind: 'ACCEPTED',
    text: rendered.text,
    buttons: buttons.map(({ buttonName, linkMo = '' }) => ({ name: buttonName, url: linkMo })),
  };
}

/** Whether a link is the registered path, with something in place of each variable. */
function leadsTo(link: string | undefined, path: string): boolean {
  if (link === undefined || !URL.canParse(link)) return false;
  const { protocol, pathname } = new URL(link);
  const pattern = path
    .split(/#\{[^{}]+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]+');
  return (protocol === 'http:' || protocol === 'https:') && new RegExp(`^${pattern}$`).test(pathname);
}
