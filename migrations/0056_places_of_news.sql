-- As 0039: whose mail it was and who is on an ESP's list is put together as bits too, 64 neighbours a
-- row, and the planner is told how many rows that makes.

create statistics recipient_places (ndistinct) on workspace_id, (address_id >> 6) from recipient;
create statistics recipient_link_places (ndistinct)
  on workspace_id, (address_id >> 6) from recipient_link;
create statistics list_member_places (ndistinct)
  on workspace_id, (address_id >> 6) from list_member;

analyze recipient, recipient_link, list_member;
