import { Skeleton, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { Moment } from '../pieces/Moment.tsx'
import classes from './campaign.module.css'
import { linkMapOf } from './linkMap.ts'

type Mail = AnswerTo<'campaigns.mail'>
type Link = AnswerTo<'campaigns.links'>['items'][number]

/** The mail as recipients saw it, each link's people beside it; where unknown, why. */
export function LinkMap({ mail, links }: { mail: Mail | undefined; links: Link[] | undefined }) {
  return (
    <section aria-labelledby="link-map">
      <Title order={2} id="link-map" mb="sm">
        The mail and its clicks
      </Title>
      {mail === undefined || links === undefined ? (
        <Skeleton className={classes.mailFrame} role="status" aria-busy aria-label="Loading" />
      ) : mail.html === null ? (
        <Text size="sm" c="dimmed">
          {mail.state === 'too_long'
            ? 'The mail is too long to be kept and shown here.'
            : 'The e-mail service does not tell this mail’s HTML, so its links stand as a list.'}
        </Text>
      ) : (
        <Framed mail={mail} html={mail.html} links={links} />
      )}
    </section>
  )
}

function Framed({ mail, html, links }: { mail: Mail; html: string; links: Link[] }) {
  const { document, placed } = useMemo(() => linkMapOf(html, links), [html, links])
  const missing = links.length - placed.size
  return (
    <>
      <iframe
        title="The mail with its clicks"
        sandbox=""
        srcDoc={document}
        className={classes.mailFrame}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {mail.state === 'written' ? 'As it was written here ' : 'As the e-mail service told it '}
        {mail.readAt !== null && <Moment at={mail.readAt} />}. Scripts do not run here, and pictures
        are not fetched: that would count as an opening.
        {missing > 0 && ` ${missing} of the clicked links could not be found in it.`}
      </Text>
    </>
  )
}

/** Asked for with the links, so that the frame is drawn once. */
export function useMail(campaignId: number) {
  return useAnswer('campaigns.mail', { params: { campaignId } })
}
