import type { WholeView } from '../saved.ts'
import type { Attachment } from './attachment.ts'
import type { Sending } from './take.ts'

export interface LetterWords {
  subject: string
  text: string
  attachment?: { name: string; type: string; content: Buffer }
}

/** The mail a view goes with: it names the view, not what it holds. Pure. */
export function letterOf({
  view: { id, name, description },
  sending: { parameters },
  attachment,
  publicUrl,
}: {
  view: WholeView
  sending: Pick<Sending, 'parameters'>
  attachment: Attachment
  publicUrl: string | undefined
}): LetterWords {
  const { content, rows, ...file } = attachment
  const isAsked = Object.keys(parameters).length > 0
  const values = isAsked ? `?values=${encodeURIComponent(JSON.stringify(parameters))}` : ''
  const where =
    publicUrl === undefined ? 'Homing, under Views' : `${publicUrl}/views/${id}${values}`
  const what =
    content === null
      ? 'It is too large for a mail: open it in Homing, where you sign in, and export it there.'
      : `${rows === 1 ? 'One row' : `${(rows ?? 0).toLocaleString('en')} rows`}, in ${file.name}.`
  const text = [
    ...[name, ...(description === '' ? [] : [description]), '', what, '', `In Homing: ${where}`],
    'Who has it sent, and to whom, is under Views, Sent by e-mail.',
  ]
  return {
    subject: name.replace(/\s+/g, ' '),
    text: text.join('\n'),
    ...(content !== null && { attachment: { ...file, content } }),
  }
}
