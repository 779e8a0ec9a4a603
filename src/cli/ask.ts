import { cancel, intro, isCancel, outro, password, text } from '@clack/prompts'
import { Complaint } from './complaint.ts'

interface Answers {
  firm: string
  name: string
  email: string
  password: string
}

/** Asks at the terminal for what is still missing. Throws a Complaint where somebody leaves. */
export async function ask(given: {
  [Name in keyof Answers]: string | undefined
}): Promise<Answers> {
  intro('Create the firm and its administrator')
  const output = process.stderr
  const answers = {
    firm:
      given.firm ?? answered(await text({ message: 'Name of the firm', validate: some, output })),
    name: given.name ?? answered(await text({ message: 'Your name', validate: some, output })),
    email: given.email ?? answered(await text({ message: 'Your e-mail', validate: some, output })),
    password:
      given.password
      ?? answered(
        await password({ message: 'A password, 12 characters or more', validate: long, output }),
      ),
  }
  outro('Thank you.')
  return answers
}

function answered(answer: string | symbol): string {
  if (!isCancel(answer)) return String(answer)
  cancel('Nothing was created.')
  throw new Complaint(1, 'Setup was left.')
}

function some(value: string | undefined): string | undefined {
  return value?.trim() ? undefined : 'Please say something.'
}

function long(value: string | undefined): string | undefined {
  return (value ?? '').length >= 12 ? undefined : 'At least 12 characters, please.'
}

/** Asks for a secret, unseen. Throws a Complaint where somebody leaves. */
export async function askSecret(message: string): Promise<string> {
  const answer = await password({ message, validate: some, output: process.stderr })
  if (!isCancel(answer)) return answer
  cancel('Nothing was done.')
  throw new Complaint(1, 'It was left.')
}
