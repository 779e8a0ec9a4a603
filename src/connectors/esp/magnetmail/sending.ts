import { element, elements, type Vendor } from '../../sdk/index.ts'
import { ask, ints, moment, numericId } from './client.ts'

/**
 * Asks for a message to be sent, once: to groups, or as a test. By which clocks a moment is read is
 * not documented; one with its zone says it itself. Throws Failure.
 */
export async function send(
  vendor: Vendor,
  id: string,
  of: { at: number; lists: readonly string[]; tests: readonly string[] },
): Promise<void> {
  const at = moment(of.at)
  await ask(
    vendor,
    'sendMessageToGroup',
    (user_id, loginid) => ({
      ...{ user_id, loginid, message_id: numericId(id), scheduledDateTime: at },
      group_ids: ints(of.lists),
      filteredout_groups: [],
      test_emails: of.tests.map((address) => element('string', address)),
      send_type: 'EmailOnly',
      ...NOT_WISHED,
      Newsletter: elements({ newsletter_archive: false, newsletter_publish_date: at }),
      job_notification: elements(NO_NOTICE),
      rssPublishType: 'noRSS',
    }),
    { once: true },
  )
}

/** What must stand there (WSDL: sendMessageToGroup), and is not wanted. */
const NOT_WISHED = {
  faxToFailedEmail_emailToFailedFax: false,
  html_web_version_link: false,
  text_web_version_link: false,
  sendDespiteArchived: false,
  sendDespiteBadFrom: false,
  ignore_dedupe: false,
  fax_resolution: 'standard',
}
const NO_NOTICE = {
  send_notification: false,
  send_notification_when: 0,
  complete_notification: false,
  send_complete_notification_when: 0,
}
