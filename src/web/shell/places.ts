import {
  IconAddressBook,
  IconAlertTriangle,
  IconHome,
  IconListDetails,
  IconMail,
  IconPlugConnected,
  IconSettings,
  IconTable,
  IconTags,
  type Icon,
} from '@tabler/icons-react'

export interface Place {
  to:
    | '/'
    | '/campaigns'
    | '/people'
    | '/lists'
    | '/views'
    | '/topics'
    | '/connections'
    | '/problems'
    | '/settings'
  name: string
  icon: Icon
}

/** The places of the rail, in its order. */
export const PLACES: Place[] = [
  { to: '/', name: 'Home', icon: IconHome },
  { to: '/campaigns', name: 'Campaigns', icon: IconMail },
  { to: '/people', name: 'People', icon: IconAddressBook },
  { to: '/lists', name: 'Lists', icon: IconListDetails },
  { to: '/views', name: 'Views', icon: IconTable },
  { to: '/topics', name: 'Topics', icon: IconTags },
  { to: '/connections', name: 'Connections', icon: IconPlugConnected },
  { to: '/problems', name: 'Problems', icon: IconAlertTriangle },
  { to: '/settings', name: 'Settings', icon: IconSettings },
]
