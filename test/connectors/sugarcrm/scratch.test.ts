import { it } from 'vitest'
import { startSandbox } from '../../../sandbox/index.ts'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import { lineTo } from './stage.ts'
it('x', async () => {
  const sandbox = await startSandbox({ esp: 'sugarcrm', seed: 7 })
  const v = lineTo(sandbox)
  console.log(JSON.stringify(await sugarCrm.check(v), null, 1))
  const p = await sugarCrm.people!.page(v, { module: 'Contacts', since: null }, null)
  console.log(JSON.stringify(sugarCrm.people!.read(p.body, { module: 'Contacts', since: null }).rows.slice(1,3)), p.next)
  await v.http.request({method:'POST', url: sandbox.url+'/rest/v11_20/bulk', json:{requests:[]}}).catch(()=>0)
  await v.http.request({method:'POST', url: sandbox.url+'/rest/v11_20/Campaigns', json:{id:'a'}}).catch(()=>0)
  await v.http.request({method:'PUT', url: sandbox.url+'/rest/v11_20/Campaigns/a', json:{name:'a'}}).catch(()=>0)
  console.log(new Set(sandbox.requests.map(r => r.method + ' ' + r.operation)))
  await sandbox.close()
})
