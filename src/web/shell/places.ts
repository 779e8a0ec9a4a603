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
import { t } from '../languages/messages.ts'

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
  { to: '/', name: t`Home`, icon: IconHome },
  { to: '/campaigns', name: t`Campaigns`, icon: IconMail },
  { to: '/people', name: t`People`, icon: IconAddressBook },
  { to: '/lists', name: t`Lists`, icon: IconListDetails },
  { to: '/views', name: t`Views`, icon: IconTable },
  { to: '/topics', name: t`Topics`, icon: IconTags },
  { to: '/connections', name: t`Connections`, icon: IconPlugConnected },
  { to: '/problems', name: t`Problems`, icon: IconAlertTriangle },
  { to: '/settings', name: t`Settings`, icon: IconSettings },
]
