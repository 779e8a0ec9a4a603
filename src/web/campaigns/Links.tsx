import { Anchor, Text, Title } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { msg, plural, t, verbatim } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { percent, wholeNumber } from '../pieces/format.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import classes from './campaign.module.css'
import { useSees } from '../session/session.ts'
import { figuresOf, type Audience } from './figures.ts'
import { paceOf } from './paces.ts'
import { shortUrl } from './urls.ts'
import type { PanelProps } from './useWindow.ts'

type LinkRow = AnswerTo<'campaigns.links'>['items'][number]

/** The links of the mailing, each a door to who clicked it; nothing where clicks are hidden. */
export function Links(panel: PanelProps & { max?: number }) {
  return useSees()('clicks') ? <ClickedLinks {...panel} /> : null
}

function ClickedLinks({ campaign, window, max = 8 }: PanelProps & { max?: number }) {
  const { data, error, isPending, refetch } = useAnswer(
    'campaigns.links',
    { params: { campaignId: campaign.id }, query: { audience: window.audience } },
    { every: paceOf(campaign) },
  )
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  const clickers = figuresOf(campaign, window.audience).clicks?.count ?? 0
  const rows = data?.items ?? []
  const total = data?.total ?? 0
  return (
    <section aria-labelledby="links">
      <Title order={2} id="links" mb="sm">
        {t`Links`}
      </Title>
      <DataTable
        label={t`Links and who clicked them`}
        columns={columns(campaign.id, window.audience, clickers)}
        rows={rows.slice(0, max)}
        rowKey={(row) => row.linkId}
        isPending={isPending}
        empty={
          <Text size="sm" c="dimmed">
            {t`Nobody has clicked a link yet.`}
          </Text>
        }
      />
      {rows.length > max && total === rows.length && (
        <Text size="xs" c="dimmed" mt="xs">
          {t`The ${max} most clicked of ${wholeNumber(total)}; all of them are under Links.`}
        </Text>
      )}
      {total > rows.length && (
        <Text size="xs" c="dimmed" mt="xs">
          {t`The ${wholeNumber(rows.length)} most clicked of ${wholeNumber(total)} are told.`}
        </Text>
      )}
    </section>
  )
}

function columns(campaignId: number, audience: Audience, clickers: number): Column<LinkRow>[] {
  return [
    { id: 'url', header: t`Link`, width: 200, cell: (row) => <Address url={row.url} /> },
    {
      id: 'people',
      header: t`People`,
      isFigure: true,
      cell: (row) => (
        <CampaignDoor
          campaignId={campaignId}
          figure="clicks"
          value={{ count: row.people }}
          audience={audience}
          filter={{ linkId: row.linkId }}
          label={plural(
            row.people,
            msg`${wholeNumber(row.people)} person clicked ${row.url}`,
            msg`${wholeNumber(row.people)} people clicked ${row.url}`,
          )}
        >
          {wholeNumber(row.people)}
        </CampaignDoor>
      ),
    },
    {
      id: 'share',
      header: t`Of all who clicked`,
      isFigure: true,
      cell: (row) => (clickers === 0 ? '–' : percent(row.people / clickers)),
    },
    { id: 'clicks', header: t`Clicks`, isFigure: true, cell: (row) => wholeNumber(row.clicks) },
  ]
}

/** A web address opens apart; anything else a mail may link to is shown as text. */
function Address({ url }: { url: string }) {
  if (!/^https?:/i.test(url)) return <span className={classes.url}>{url}</span>
  const { path, site } = shortUrl(url)
  return (
    <>
      <Anchor
        href={url}
        title={url}
        target="_blank"
        rel={verbatim('noreferrer noopener')}
        size="sm"
        lineClamp={2}
        className={classes.url}
        c="var(--mantine-color-text)"
      >
        {path}
      </Anchor>
      {path !== site && (
        <Text size="xs" c="dimmed" className={classes.url}>
          {site}
        </Text>
      )}
    </>
  )
}
