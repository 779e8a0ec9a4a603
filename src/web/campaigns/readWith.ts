import { t } from '../languages/messages.ts'

/** "Outlook, on a computer", of "Outlook/computer": what a mail was read with, as it is told. */
export function readWithWords(readWith: string): string {
  const [program, device] = readWith.split('/')
  const words = device ? DEVICES[device] : undefined
  if (program) return words ? `${program}, ${words.on}` : program
  return words?.alone ?? t`what was not told`
}

const DEVICES: Record<string, { on: string; alone: string } | undefined> = {
  phone: { on: t`on a phone`, alone: t`a phone` },
  tablet: { on: t`on a tablet`, alone: t`a tablet` },
  computer: { on: t`on a computer`, alone: t`a computer` },
}
