import { t } from '../languages/messages.ts'
/** As the server asks of every password. */
const LENGTH_MIN = 12
const LENGTH_MAX = 128

export const PASSWORD_HINT = t`At least ${LENGTH_MIN} characters; a sentence is good.`

/** Why this cannot be a password; null when it can. */
export function passwordReason(password: string): string | null {
  if (password.length < LENGTH_MIN) {
    return t`At least ${LENGTH_MIN} characters; this has ${password.length}.`
  }
  return password.length > LENGTH_MAX ? t`At most ${LENGTH_MAX} characters.` : null
}
