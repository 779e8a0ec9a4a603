import { notOffered, type Source, type Sources } from '../../sdk/index.ts'

const WSDL: Source = {
  title: 'MagnetMail WSDL',
  url: 'https://hlma-apie1.magnetmail.net/mmapi.asmx?WSDL',
}

export const sources: Sources = {
  main: WSDL,
  absent: {
    oauth2: notOffered('A user name and a password open a session.'),
    hooks: notOffered('There is no operation for it.'),
    resubscribe: notOffered('There is no operation for it.'),
    erase: notOffered('There is no operation that deletes.'),
    rename_list: notOffered('There is no operation for it.'),
    remove_list: notOffered('There is no operation that deletes.'),
    create_field: notOffered('There is no operation for it.'),
    mailing_unschedule: notOffered('There is no operation for it.'),
  },
}
