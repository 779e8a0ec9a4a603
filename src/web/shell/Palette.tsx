import '@mantine/spotlight/styles.layer.css'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, type LinkProps } from '@tanstack/react-router'
import {
  IconAddressBook,
  IconBell,
  IconChartBar,
  IconLayoutDashboard,
  IconListDetails,
  IconMail,
  IconSearch,
  IconTable,
  IconUpload,
  IconUser,
  type Icon,
} from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { call } from '../api.ts'
import { t } from '../languages/messages.ts'
import { KINDS } from '../lists/words.ts'
import { useMay } from '../session/session.ts'
import { PLACES } from './places.ts'

const SHOWN_MAX = 6
const NAMED = { content: { 'aria-label': t`Search and commands` } }
const [store, actions] = createSpotlight()

/** Pages, people, campaigns, lists and views by a few letters of their name. */
export default function Palette({ timesAsked }: { timesAsked: number }) {
  const [words, setWords] = useState('')
  const [search] = useDebouncedValue(words.trim(), 150)
  const navigate = useNavigate()
  const places = usePlaces(words.trim())
  const found = useFound(search)
  useEffect(() => {
    if (timesAsked > 0) actions.open()
  }, [timesAsked])

  // What was typed a moment ago is not asked yet: nothing is said to be missing before.
  const isLooking = found.isFetching || words.trim() !== search
  const entries = [...(search ? (found.data ?? []) : []), ...places]
  return (
    <Spotlight.Root
      store={store}
      query={words}
      onQueryChange={setWords}
      shortcut={null}
      attributes={NAMED}
      overlayProps={{ blur: 0 }}
    >
      <Spotlight.Search
        aria-label={t`Search pages, people, campaigns, lists and views`}
        placeholder={t`Search pages, people, campaigns, lists and views`}
        onKeyDown={(event) => event.key === 'Enter' && takeFirst()}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {entries.map((entry) => (
          <Spotlight.Action
            key={entry.id}
            label={entry.name}
            description={entry.about}
            leftSection={<entry.icon size={18} aria-hidden />}
            onClick={() => void navigate(entry.link)}
          />
        ))}
        {entries.length === 0 && (
          <Spotlight.Empty>
            {isLooking ? t`Looking…` : t`Nothing is called “${words.trim()}”.`}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

interface Entry {
  id: string
  name: string
  about?: string | undefined
  icon: Icon
  link: LinkProps
}

/** Screens that have no place in the rail. */
const FURTHER: Entry[] = [
  { id: 'alarms', name: t`Alarms`, icon: IconBell, link: { to: '/alarms' } },
  {
    id: 'duplicates',
    name: t`Possible duplicates`,
    icon: IconAddressBook,
    link: { to: '/people/duplicates' },
  },
  { id: 'dashboards', name: t`Dashboards`, icon: IconLayoutDashboard, link: { to: '/dashboards' } },
  { id: 'figures', name: t`What the figures mean`, icon: IconChartBar, link: { to: '/figures' } },
]

const IMPORT = {
  id: 'import',
  name: t`Import people`,
  icon: IconUpload,
  link: { to: '/imports' },
} as const

function usePlaces(words: string): Entry[] {
  const may = useMay()
  const all: Entry[] = [
    ...PLACES.map(({ to, name, icon }) => ({ id: to, name, icon, link: { to } })),
    ...FURTHER,
    ...(may('import_people') ? [IMPORT] : []),
  ]
  return all.filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()))
}

/** What was found after the last key is not selected yet: Enter then takes the first of it. */
function takeFirst(): void {
  const actions = [...document.querySelectorAll<HTMLElement>('[role="dialog"] [data-action]')]
  if (!actions.some((action) => 'selected' in action.dataset)) actions[0]?.click()
}

function useFound(search: string) {
  return useQuery({
    queryKey: ['palette', search],
    queryFn: ({ signal }) => found(search, signal),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  })
}

async function found(search: string, signal: AbortSignal): Promise<Entry[]> {
  const query = { search, limit: SHOWN_MAX }
  const [people, campaigns, lists, views] = await Promise.all([
    call('people.list', { query, signal }),
    call('campaigns.list', { query, signal }),
    call('personLists.list', { query, signal }),
    call('views.list', { query, signal }),
  ])
  return [
    ...people.items.map(({ id, name, address, organizations }) => ({
      id: `person-${id}`,
      name: name || address || t`Person without a name`,
      about: [address, organizations[0]?.name].filter(Boolean).join(' · '),
      icon: IconUser,
      link: { to: '/people/$personId', params: { personId: String(id) } } as const,
    })),
    ...campaigns.items.map(({ id, name, subject }) => ({
      id: `campaign-${id}`,
      name,
      about: subject,
      icon: IconMail,
      link: { to: '/campaigns/$campaignId', params: { campaignId: String(id) } } as const,
    })),
    ...lists.items.map(({ id, name, kind }) => ({
      id: `list-${id}`,
      name,
      about: KINDS[kind].name,
      icon: IconListDetails,
      link: { to: '/lists/$listId', params: { listId: String(id) } } as const,
    })),
    ...views.items.map(({ id, name, description }) => ({
      id: `view-${id}`,
      name,
      about: description,
      icon: IconTable,
      link: { to: '/views/$viewId', params: { viewId: id } } as const,
    })),
  ]
}
