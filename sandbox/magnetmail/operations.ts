import { detailedTracking } from './detailed-tracking.ts'
import * as groups from './groups.ts'
import { createMessage, editMessage } from './message-writes.ts'
import { messageDetails, messageList, messagesWithGroups } from './messages.ts'
import { addRecipient, editRecipient, editRecipientGroups } from './recipient-writes.ts'
import * as recipients from './recipients.ts'
import { sendEmailToIndividual, sendMessageToGroup } from './sends.ts'
import { linkUrls, trackingData } from './summaries.ts'
import { suppressedRecipients, uploadSuppressionList } from './suppressions.ts'
import * as leaving from './unsubscribes.ts'
import { uploadJobStatus, uploadListQueue } from './uploads.ts'
import { errorDetails, userDetails } from './user.ts'
import type { Operation } from './vendor.ts'
import * as wide from './wide-tracking.ts'

/** Every operation that is offered, by its name; twins differ in how they write moments. */
export const operations: Readonly<Record<string, Operation>> = {
  getUserDetails: userDetails,
  getErrorDetails: errorDetails,
  getMessageList: messageList,
  getMessageListUtc: messageList,
  getMessages: messagesWithGroups,
  getMessagesUTC: messagesWithGroups,
  GetMessageDetails: messageDetails,
  createMagnetMailMessage: createMessage,
  editMagnetMailMessage: editMessage,
  sendMessageToGroup,
  sendEmailToIndividual,
  getOverallTracking: trackingData,
  getTrackingData: trackingData,
  getLinkURLs: linkUrls,
  getDetailedTracking: detailedTracking,
  getDetailedTrackingUTC: detailedTracking,
  GetMessageSentTracking: wide.sentTracking,
  GetMessageOpenTracking: wide.openTracking,
  GetMessageLinkTracking: wide.linkTracking,
  GetUnsubscribeTracking: wide.unsubscribeTracking,
  getUnsubscribes: leaving.unsubscribes,
  getSpamComplaints: leaving.spamComplaints,
  unsubscribeRecipients: leaving.unsubscribeRecipients,
  getSubscribedRecipients: leaving.subscribedRecipients,
  uploadSuppressionList,
  getSuppressedRecipientList: suppressedRecipients,
  addGroup: groups.addGroup,
  getGroups: groups.groupList,
  getGroupsUTC: groups.groupList,
  GetAllGroupCategories: groups.groupCategories,
  getGroupDetails: groups.groupDetails,
  getGroupRecipients: groups.groupRecipients,
  getGroupRecipientsCount: groups.groupRecipientsCount,
  getRecipientGroups: groups.recipientGroups,
  addRecipient,
  editRecipient,
  editRecipientGroups,
  getRecipientDetails: recipients.recipientDetails,
  getRecipientFields: recipients.recipientFields,
  getRecipientHistory: recipients.recipientHistory,
  searchForRecipients: recipients.searchForRecipients,
  uploadListQueue,
  getUploadJobStatus: uploadJobStatus,
  getUploadJobStatusUTC: uploadJobStatus,
}
