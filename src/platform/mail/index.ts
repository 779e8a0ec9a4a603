export { MailFault, openMail, type Letter, type Mail, type MailSettings } from './mail.ts'
