-- Nobody looks for the entries about one thing here: whoever asks about a case asks the hall. The
-- index cost a twelfth of every import.

DROP INDEX hub.entries_entity;
