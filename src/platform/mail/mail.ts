import { createTransport } from 'nodemailer'
import { dressed } from './dressed.ts'

/** A mail server that does not go on is left alone for this long. */
const CONNECT_MS_MAX = 10_000
const SILENCE_MS_MAX = 20_000

export interface MailSettings {
  /** smtp://user:password@host:port (STARTTLS where offered) or smtps://… (TLS from the start). */
  url: string
  /** As it stands in From: "Homing <homing@example.com>". */
  from: string
}

export interface Letter {
  to: string
  subject: string
  /** Plain text; it goes out as HTML beside it (dressed.ts). */
  text: string
  /** The left part of the Message-ID: the same mail sent twice is one to the reader's program. */
  messageId: string
  attachment?: { name: string; type: string; content: Buffer }
}

export interface Mail {
  from: string
  /** Resolves once the server has taken the letter; throws MailFault. */
  send(letter: Letter): Promise<void>
  close(): void
}

/** Why a letter was not taken. The sentence holds the server's status, never an address. */
export class MailFault extends Error {
  /** The server refused this letter for good; trying again gives the same. */
  readonly isFinal: boolean
  /** The connection broke after it stood: the server may have taken the letter all the same. */
  readonly isInDoubt: boolean

  constructor(
    sentence: string,
    isFinal: boolean,
    options: { cause?: unknown; isInDoubt?: boolean } = {},
  ) {
    super(sentence, options)
    this.name = 'MailFault'
    this.isFinal = isFinal
    this.isInDoubt = options.isInDoubt ?? false
  }
}

/** The way out for mails. Nothing is connected before the first letter. */
export function openMail({ url, from }: MailSettings): Mail {
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    // Nothing in a letter may make the server open a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    from,
    async send({ to, subject, text, messageId, attachment }) {
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          text,
          html: dressed(text),
          messageId: `<${messageId}@homing>`,
          // Vacation replies to a machine help nobody (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(attachment && {
            attachments: [
              {
                filename: attachment.name,
                contentType: attachment.type,
                content: attachment.content,
              },
            ],
          }),
        })
      } catch (error) {
        throw faultOf(error)
      }
    },
    close: () => transport.close(),
  }
}

/** What the mail program throws: the server's status where it gave one, else what broke. */
interface Thrown {
  code?: string
  command?: string
  responseCode?: number
  syscall?: string
  message?: string
}

function faultOf(error: unknown): MailFault {
  const { code = '', command = '', responseCode } = error as Thrown
  if (code === 'EAUTH') {
    return new MailFault('The mail server does not accept the user name or password.', false, {
      cause: error,
    })
  }
  if (responseCode !== undefined) {
    const isRecipient = /^(RCPT|DATA)/.test(command) || code === 'EENVELOPE' || code === 'EMESSAGE'
    return new MailFault(
      `The mail server refused it with status ${responseCode}.`,
      isRecipient && responseCode >= 500,
      { cause: error },
    )
  }
  return new MailFault(`The mail server cannot be reached (${code || 'no reason told'}).`, false, {
    cause: error,
    isInDoubt: !isBeforeTheLetter(error as Thrown),
  })
}

/** Whether it broke before there was a connection to say anything over. */
function isBeforeTheLetter({ code = '', syscall, message = '' }: Thrown): boolean {
  const isBefore = /^(EDNS|ETLS|EENVELOPE|EMESSAGE|ECONNREFUSED)$/.test(code)
  if (isBefore || syscall === 'connect') return true
  return /^(Connection timeout|Greeting never received)/.test(message)
}
