import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { t } from '../languages/messages.ts'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { TabRow } from '../pieces/TabRow.tsx'
import { EndingConsent } from './EndingConsent.tsx'
import { EspGroups } from './EspGroups.tsx'
import { PolicyPanel } from './PolicyPanel.tsx'
import { SeedList } from './SeedList.tsx'
import { TopicsPanel } from './TopicsPanel.tsx'

/** What the firm writes about, what the ESPs' groups stand for, and what is needed to write. */
export default function TopicsScreen() {
  const search = useSearch({ from: '/inside/topics' })
  const navigate = useNavigate()
  return (
    <>
      <PageHeader title={t`Topics and consent`} />
      <Tabs
        value={search.tab ?? 'topics'}
        keepMounted={false}
        onChange={(tab) =>
          void navigate({
            to: '/topics',
            search: tab === 'topics' || tab === null ? {} : { tab },
            replace: true,
          })
        }
      >
        <TabRow open={search.tab ?? 'topics'}>
          <Tabs.Tab value="topics">{t`Topics`}</Tabs.Tab>
          <Tabs.Tab value="groups">{t`Groups at the ESPs`}</Tabs.Tab>
          <Tabs.Tab value="policy">{t`What we need to write`}</Tabs.Tab>
          <Tabs.Tab value="ending">{t`Consent that ends soon`}</Tabs.Tab>
          <Tabs.Tab value="seeds">{t`Seed list`}</Tabs.Tab>
        </TabRow>
        <Tabs.Panel value="topics">
          <TopicsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <EspGroups />
        </Tabs.Panel>
        <Tabs.Panel value="policy">
          <PolicyPanel />
        </Tabs.Panel>
        <Tabs.Panel value="ending">
          <EndingConsent />
        </Tabs.Panel>
        <Tabs.Panel value="seeds">
          <SeedList />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
