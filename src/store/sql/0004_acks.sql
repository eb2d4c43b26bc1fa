-- A site that was put back has less than it said before, and says so under a later number.
DROP TRIGGER acks_never_go_back;
CREATE TRIGGER acks_never_go_back BEFORE UPDATE ON acks WHEN NEW.no < OLD.no
BEGIN SELECT RAISE(ABORT, 'an acknowledgement never goes back'); END;
