import type { Homing } from '../../homing.ts'

/** Where links in mails lead: as configured; without that, as the caller sees this Homing. */
export function baseUrlOf(homing: Homing, origin: string): string {
  return homing.publicUrl ?? origin
}

/** Why people who get a mail will not reach it there, in a sentence; null where they will. */
export function baseUrlProblem(homing: Homing, baseUrl: string): string | null {
  if (homing.publicUrl === undefined) {
    return (
      'PUBLIC_URL is not set, so links lead to the address this was asked at. '
      + 'Set it before links go out.'
    )
  }
  if (!baseUrl.startsWith('https:')) {
    return 'PUBLIC_URL is not an https address: mail programs offer one-click only over https.'
  }
  return null
}
