import { notOffered, type Source, type Sources } from '../../sdk/index.ts'

const CONTRACT: Source = {
  title: 'Constant Contact API v3, OpenAPI document 3.0.178',
  url: 'https://api.cc.email/v3/swagger.yaml',
}
const GUIDE: Source = {
  title: 'Constant Contact API guide',
  url: 'https://developer.constantcontact.com/api_guide',
}

export const sources: Sources = {
  main: CONTRACT,
  works: { oauth2: GUIDE, mailings: GUIDE },
  absent: {
    hooks: notOffered('Its webhooks are about billing of partners alone, not about mails.'),
  },
}
