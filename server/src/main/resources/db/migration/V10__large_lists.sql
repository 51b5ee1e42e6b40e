-- The papers of a named edition, without looking at every daily list.
create index listing_edition on listing (edition, position) where edition <> 'daily';
