import { notBuilt, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const WSDL: Source = {
  title: 'MagnetMail WSDL',
  url: 'https://hlma-apie1.magnetmail.net/mmapi.asmx?WSDL',
}

export const sources: Sources = {
  main: WSDL,
  absent: {
    oauth2: notOffered('A user name and a password open a session.'),
    hooks: notOffered('There is no operation for it.'),
    categories: notBuilt('GetAllGroupCategories; who left one is not read yet.'),
    leave_topic: notBuilt('unsubscribeRecipients takes a group.'),
    resubscribe: notOffered('There is no operation for it.'),
    replace_address: notBuilt('editRecipient.'),
    erase: notOffered('There is no operation that deletes.'),
    audience: notBuilt('editRecipientGroups and uploadListQueue.'),
    create_list: notBuilt('addGroup.'),
    rename_list: notOffered('There is no operation for it.'),
    remove_list: notOffered('There is no operation that deletes.'),
    fields: notBuilt('editRecipient.'),
    create_field: notOffered('There is no operation for it.'),
    mailings: notBuilt('createMagnetMailMessage and sendMessageToGroup.'),
    mailing_unschedule: notOffered('There is no operation for it.'),
  },
}
