import type { AccountDefinition, CampaignDefinition } from './definition.ts'

/** The letter as its author wrote it, with the marker the vendor requires for counting opens. */
export function letterHtml(campaign: CampaignDefinition, account: AccountDefinition): string {
  const paragraphs = campaign.paragraphs.map((text) => `<p>${text}</p>`).join('')
  const links = campaign.links
    .map(({ url, text }) => `<li><a href="${url.replaceAll('&', '&amp;')}">${text}</a></li>`)
    .join('')
  const { line1, city, state, postalCode } = account.address
  return (
    `<html><head><title>${campaign.name}</title></head><body>[[trackingImage]]`
    + `<h1>${campaign.name}</h1>${paragraphs}<ul>${links}</ul>`
    + `<p>${account.organizationName}, ${line1}, ${city}, ${state} ${postalCode}</p></body></html>`
  )
}
