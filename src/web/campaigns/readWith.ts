/** "Outlook, on a computer", of "Outlook/computer": what a mail was read with, as it is told. */
export function readWithWords(readWith: string): string {
  const [program, device] = readWith.split('/')
  const on = device ? DEVICE_WORDS[device] : undefined
  if (program && on) return `${program}, ${on}`
  if (program) return program
  if (device) return device === 'computer' ? 'a computer' : `a ${device}`
  return 'what was not told'
}

const DEVICE_WORDS: Record<string, string | undefined> = {
  phone: 'on a phone',
  tablet: 'on a tablet',
  computer: 'on a computer',
}
