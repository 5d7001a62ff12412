import { createTransport } from "nodemailer";
import type { SendMail } from "../domain/identity.ts";

/**
 * Sends through the mail server of SMTP_URL, e.g. smtps://user:password@mail.example.org.
 * @param from e.g. "Joulemark <joulemark@example.org>"
 * @returns null where no server is set
 */
export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): SendMail | null {
  if (smtpUrl === "") return null;
  const transport = createTransport({ url: smtpUrl, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000, disableFileAccess: true, disableUrlAccess: true });
  return async ({ to, subject, text }) => {
    await transport.sendMail({ from, to, subject, text });
  };
}
