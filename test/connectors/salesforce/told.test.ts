import { describeActivities } from '../activities-conformance.ts'
import { startToldStage } from './stage.ts'

describeActivities('Salesforce with Practifi', startToldStage)
describeActivities('Salesforce with tasks', () => startToldStage({ activityRecords: 'task' }))
