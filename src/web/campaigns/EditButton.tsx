import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import type { Campaign } from './useWindow.ts'

/** To the editor: a campaign made here opens at once, a draft found at its service is adopted. */
export function EditButton({ campaign }: { campaign: Campaign }) {
  const may = useMay()
  const navigate = useNavigate()
  const adopt = useChange('campaigns.adopt', ['campaigns.show', 'campaigns.list'])
  const params = { campaignId: String(campaign.id) }
  if (campaign.isMadeHere) {
    const isOver = campaign.status === 'sent' || campaign.status === 'removed'
    return (
      <ButtonLink variant="default" to="/campaigns/$campaignId/edit" params={params}>
        {isOver || !may('edit_campaigns') ? t`What was written` : t`Edit`}
      </ButtonLink>
    )
  }
  const isDraft = campaign.status === 'draft' || campaign.status === 'scheduled'
  if (!isDraft || !may('edit_campaigns')) return null
  return (
    <Button
      variant="default"
      loading={adopt.isPending || adopt.isSuccess}
      onClick={() =>
        adopt.mutate(
          { params: { campaignId: campaign.id } },
          {
            onSuccess: () => void navigate({ to: '/campaigns/$campaignId/edit', params }),
            onError: notifyRefusal,
          },
        )
      }
    >
      {t`Adopt, to edit it here`}
    </Button>
  )
}
