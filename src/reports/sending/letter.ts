import { momentInWords } from '../../platform/zoned-time.ts'
import type { WholeView } from '../saved.ts'
import type { Attachment } from './attachment.ts'
import type { Sending } from './take.ts'

export interface LetterWords {
  subject: string
  text: string
  attachment?: { name: string; type: string; content: Buffer }
}

/** The mail a view goes with: it names the view, not what it holds. at: epoch ms. Pure. */
export function letterOf({
  view: { id, name, description },
  sending: { parameters, timeZone },
  attachment,
  publicUrl,
  at,
}: {
  view: WholeView
  sending: Pick<Sending, 'parameters' | 'timeZone'>
  attachment: Attachment
  publicUrl: string | undefined
  at: number
}): LetterWords {
  const { content, rows, ...file } = attachment
  const isAsked = Object.keys(parameters).length > 0
  const values = isAsked ? `?values=${encodeURIComponent(JSON.stringify(parameters))}` : ''
  const what =
    content === null
      ? 'It is too large for a mail: open it in Homing, where you sign in, and export it there.'
      : `${rows === 1 ? 'One row' : `${(rows ?? 0).toLocaleString('en')} rows`}, in ${file.name}.`
  const subject = name.replace(/\s+/g, ' ')
  const told = [
    ...(description === '' ? [] : [description.replace(/\s+/g, ' ')]),
    what,
    `As of ${momentInWords(at, timeZone)}.`,
    publicUrl === undefined
      ? 'It is in Homing, under Views.'
      : `Open it in Homing, as it is now: ${publicUrl}/views/${id}${values}`,
  ]
  const sentBy =
    publicUrl === undefined
      ? 'Who has it sent, and to whom, is under Views, Sent by e-mail.'
      : `Who has it sent, and to whom: ${publicUrl}/views/sent`
  return {
    subject,
    text: [subject, ...told.map((line) => `  ${line}`), '', sentBy].join('\n'),
    ...(content !== null && { attachment: { ...file, content } }),
  }
}
