import type { Channel } from '../../sdk/index.ts'

/** What is put behind a message's id, for what was faxed of it: reports are by channel. */
const BY_FAX = '/fax'

/** The activity of a message on a channel; that of its mails is the message itself. */
export function activityOf(messageId: string, channel: Channel): string {
  return channel === 'fax' ? `${messageId}${BY_FAX}` : messageId
}

/** The message and the channel an activity is of. Pure. */
export function channelOf(activity: string): { messageId: string; channel: Channel } {
  return activity.endsWith(BY_FAX)
    ? { messageId: activity.slice(0, -BY_FAX.length), channel: 'fax' }
    : { messageId: activity, channel: 'email' }
}
