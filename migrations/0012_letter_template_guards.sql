DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['letter_templates', 'letter_templates_event'] LOOP
		EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
	END LOOP;
END $$;
--> statement-breakpoint
-- Templates come to print by a draft and another person's publication; only the first set installs itself.
CREATE FUNCTION refuse_wrong_templates_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	last letter_templates_event;
	allowed boolean;
BEGIN
	SELECT * INTO last FROM letter_templates_event WHERE hash = NEW.hash ORDER BY seq DESC LIMIT 1;
	allowed := CASE NEW.kind
		WHEN 'installed' THEN NEW.seq = 1
		WHEN 'drafted' THEN last.kind IS DISTINCT FROM 'drafted'
		WHEN 'published' THEN last.kind = 'drafted' AND NEW.person <> last.person
	END;
	IF allowed IS NOT TRUE OR NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM letter_templates_event) THEN
		RAISE EXCEPTION 'templates %: event % (%) by % cannot follow what happened before', NEW.hash, NEW.seq, NEW.kind, NEW.person
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER lifecycle BEFORE INSERT ON letter_templates_event
	FOR EACH ROW EXECUTE FUNCTION refuse_wrong_templates_event();
