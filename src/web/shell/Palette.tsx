import '@mantine/spotlight/styles.layer.css'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconBell, IconMail, IconSearch, IconUser } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { call } from '../api.ts'
import { t } from '../languages/messages.ts'
import { useMay } from '../session/session.ts'
import { PLACES } from './places.ts'

const SHOWN_MAX = 6
const NAMED = { content: { 'aria-label': t`Search and commands` } }
const [store, actions] = createSpotlight()

/** Pages, people and campaigns by a few letters of their name. */
export default function Palette({ timesAsked }: { timesAsked: number }) {
  const [words, setWords] = useState('')
  const [search] = useDebouncedValue(words.trim(), 150)
  const navigate = useNavigate()
  const may = useMay()
  const found = useFound(search)
  useEffect(() => {
    if (timesAsked > 0) actions.open()
  }, [timesAsked])

  const has = (name: string) => name.toLowerCase().includes(words.trim().toLowerCase())
  const places = PLACES.filter((place) => has(place.name))
  const { people = [], campaigns = [] } = search ? (found.data ?? {}) : {}
  const canImport = may('import_people') && has(t`Import people`)
  const isEmpty = places.length + people.length + campaigns.length === 0
  const nothing = isEmpty && !canImport && !has(t`Alarms`)

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
        aria-label={t`Search pages, people and campaigns`}
        placeholder={t`Search pages, people and campaigns`}
        onKeyDown={(event) => event.key === 'Enter' && takeFirst()}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {people.map((person) => (
          <Spotlight.Action
            key={`person ${person.id}`}
            label={person.name || person.address || t`Person without a name`}
            description={[person.address, person.organizations[0]?.name]
              .filter(Boolean)
              .join(' · ')}
            leftSection={<IconUser size={18} aria-hidden />}
            onClick={() =>
              void navigate({ to: '/people/$personId', params: { personId: String(person.id) } })
            }
          />
        ))}
        {campaigns.map((campaign) => (
          <Spotlight.Action
            key={`campaign ${campaign.id}`}
            label={campaign.name}
            description={campaign.subject}
            leftSection={<IconMail size={18} aria-hidden />}
            onClick={() =>
              void navigate({
                to: '/campaigns/$campaignId',
                params: { campaignId: String(campaign.id) },
              })
            }
          />
        ))}
        {places.map((place) => (
          <Spotlight.Action
            key={place.to}
            label={place.name}
            leftSection={<place.icon size={18} aria-hidden />}
            onClick={() => void navigate({ to: place.to })}
          />
        ))}
        {has(t`Alarms`) && (
          <Spotlight.Action
            label={t`Alarms`}
            leftSection={<IconBell size={18} aria-hidden />}
            onClick={() => void navigate({ to: '/alarms' })}
          />
        )}
        {canImport && (
          <Spotlight.Action
            label={t`Import people`}
            onClick={() => void navigate({ to: '/imports' })}
          />
        )}
        {nothing && (
          <Spotlight.Empty>
            {found.isFetching ? t`Looking…` : t`Nothing is called “${words.trim()}”.`}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** What was found after the last key is not selected yet: Enter then takes the first of it. */
function takeFirst(): void {
  const actions = [...document.querySelectorAll<HTMLElement>('[role="dialog"] [data-action]')]
  if (!actions.some((action) => 'selected' in action.dataset)) actions[0]?.click()
}

function useFound(search: string) {
  return useQuery({
    queryKey: ['palette', search],
    queryFn: async ({ signal }) => {
      const query = { search, limit: SHOWN_MAX }
      const [people, campaigns] = await Promise.all([
        call('people.list', { query, signal }),
        call('campaigns.list', { query, signal }),
      ])
      return { people: people.items, campaigns: campaigns.items }
    },
    enabled: search !== '',
    placeholderData: keepPreviousData,
  })
}
