import { z } from 'zod'
import type { Settings } from '../sdk/index.ts'

/** Where files are looked for by themselves; both may be empty: then they are brought. */
export const fileSettings = z.strictObject({
  folder: z.string().trim().max(500).default('').meta({
    title: 'Watched folder',
    description: 'A folder of the server, under one its operator allows (FILE_FOLDERS).',
  }),
  address: z
    .string()
    .trim()
    .max(2_000)
    .refine((text) => text === '' || isWebAddress(text), 'An https address is needed.')
    .default('')
    .meta({ title: 'Address', description: 'An https address the file is fetched from.' }),
})

export type FileSettings = z.output<typeof fileSettings>

export function settingsOf(settings: Settings): FileSettings {
  return fileSettings.strip().parse(settings)
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && !username && !password
}
