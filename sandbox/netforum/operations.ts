import {
  actionSubTypes,
  actionTypes,
  insertActionSubType,
  insertCustomerAction,
} from './actions.ts'
import { dynamicQuery } from './dynamic-query.ts'
import { emailGet, emailsByCustomer, emailUpdate } from './emails.ts'
import { executeMethod } from './execute-method.ts'
import { insertFacadeObject, updateFacadeObject } from './facade-writes.ts'
import { facadeObject, facadeObjectList, queryDefinition } from './facade.ts'
import { individualInformation } from './individual.ts'
import * as preferences from './preferences.ts'
import { getQuery } from './query.ts'
import type { Operation } from './vendor.ts'

/** The build that this is like: the first one with all that is simulated. */
const build = '2013.01'

/** Every operation behind a token, by its name, and the two that need none. */
export const operations: Readonly<Record<string, Operation>> = {
  TestConnection: () => 'Success',
  GetDateTime: ({ now }) => new Date(now()).toISOString(),
  GetVersion: () => build,
  GetQuery: getQuery,
  GetQueryDefinition: queryDefinition,
  GetDynamicQuery: dynamicQuery,
  ExecuteMethod: executeMethod,
  GetFacadeObjectList: facadeObjectList,
  GetFacadeObject: facadeObject,
  GetIndividualInformation: individualInformation,
  InsertFacadeObject: insertFacadeObject,
  UpdateFacadeObject: updateFacadeObject,
  WEBEmailGet: emailGet,
  WEBEmailGetEmailsByCustomer: emailsByCustomer,
  WEBEmailUpdate: emailUpdate,
  GetSubscriptionMailingTypes: preferences.subscriptionMailingTypes,
  GetPromotionalMailingTypes: preferences.promotionalMailingTypes,
  GetAllCustomerCommunicationPreferences: preferences.allPreferences,
  GetCustomerCommunicationPreference: preferences.onePreference,
  SetCustomerCommunicationPreferences: preferences.setPreferences,
  GetActionTypeList: actionTypes,
  GetActionSubTypeList: actionSubTypes,
  InsertActionSubType: insertActionSubType,
  InsertCustomerAction: insertCustomerAction,
}

/** What an answer's element is called, where that is not the usual name; empty for none at all. */
export const results: Readonly<Record<string, string>> = {
  GetCustomerCommunicationPreference: 'mailing_list_setting',
  SetCustomerCommunicationPreferences: '',
}
