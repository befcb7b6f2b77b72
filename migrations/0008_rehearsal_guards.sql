CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rehearsal_report
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rehearsal_change
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What was asked for stays as it was, and what has ended stays ended.
CREATE FUNCTION refuse_edit_of_rehearsal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'rehearsal % is not edited: ask for another one', OLD.id
		USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER asked_as_it_was BEFORE UPDATE ON rehearsal FOR EACH ROW
	WHEN ((OLD.id, OLD.candidate, OLD.baseline, OLD.from_on, OLD.to_on, OLD.terms_of, OLD.asked_by, OLD.asked_at)
		IS DISTINCT FROM (NEW.id, NEW.candidate, NEW.baseline, NEW.from_on, NEW.to_on, NEW.terms_of, NEW.asked_by, NEW.asked_at)
		OR OLD.state IN ('done', 'failed', 'cancelled'))
	EXECUTE FUNCTION refuse_edit_of_rehearsal();
