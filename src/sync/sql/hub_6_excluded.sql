-- Ratings that left the score after an appeal: they are taken out of their level, and told.
ALTER TABLE hub.days ADD COLUMN excluded_n bigint NOT NULL DEFAULT 0;
GRANT UPDATE (excluded_n) ON hub.days TO hub_importer;
