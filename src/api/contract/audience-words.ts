/** What became of one who was chosen; a test holds these against src/audience. */
export const FATE_NAMES = [
  'sent',
  'sent_against',
  'skipped',
  'missing',
  'unmailable_there',
  'awaits',
  'not_told_yet',
  'no_send_told',
] as const

export const GROUP_NAMES = [
  ...FATE_NAMES,
  'intended',
  'barred',
  'stranger',
  'stranger_sent',
] as const
