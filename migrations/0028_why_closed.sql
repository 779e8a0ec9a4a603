-- Why a vendor's budget is closed, as the vendor's connector says it: whoever finds it closed tells
-- the reason, whichever worker ran into it. Of no account: the budget is shared by all workspaces.
alter table pace add column blocked_why text;
