-- A campaign of a service that tells nobody how one stands is launched at most once.

-- Its launch was called and is not answered, or was taken; null: neither. What was called and is not
-- answered must never be called again unasked.
alter table campaign_draft add column launch text check (launch in ('asked', 'taken'));
