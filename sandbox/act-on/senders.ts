import { field, type Form } from './body.ts'
import type { Vendor } from './vendor.ts'

export interface Sender {
  fromName: string
  fromEmail: string
  replyTo: string
}

/** Who a message is from; its address must be one that the account has verified. */
export function verifiedSender({ world }: Vendor, form: Form, usual: Sender): Sender | string {
  const verified = (address: string) =>
    world.definition.account.emails.some((one) => one.confirmed && one.address === address)
  const fromEmail = field(form, 'senderemail') ?? usual.fromEmail
  const replyTo = field(form, 'replytoemail') ?? fromEmail
  const wrong = [fromEmail, replyTo].find((address) => !verified(address))
  if (wrong !== undefined) return `${wrong} is not a verified sender of this account`
  return { fromName: field(form, 'sendername') ?? usual.fromName, fromEmail, replyTo }
}
