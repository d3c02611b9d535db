import { z } from 'zod';

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

/** The body of `POST /messages/v4/send-many/detail`. */
export const sendRequest = z.object({
  messages: z.array(message).min(1).max(10_000),
  showMessageList: z.boolean().default(false),
});

export type RequestedMessage = z.infer<typeof message>;
