-- Sets of people are put together as bits, 64 neighbours a row (src/platform/database/bits.ts). How
-- many rows that makes the planner cannot know: it takes a million ids for a million groups, and lets
-- one process group what several could. These statistics tell it.

create statistics person_places (ndistinct) on workspace_id, (id >> 6) from person;
create statistics person_address_places_of_persons (ndistinct)
  on workspace_id, (person_id >> 6) from person_address;
create statistics person_address_places_of_addresses (ndistinct)
  on workspace_id, (address_id >> 6) from person_address;
create statistics consent_fact_places_of_persons (ndistinct)
  on workspace_id, (person_id >> 6) from consent_fact;
create statistics consent_fact_places_of_addresses (ndistinct)
  on workspace_id, (address_id >> 6) from consent_fact;

analyze person, person_address, consent_fact;
