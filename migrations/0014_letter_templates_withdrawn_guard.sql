-- A draft can be withdrawn, by whomever; what is withdrawn is published no more, and may be drafted again.
CREATE OR REPLACE FUNCTION refuse_wrong_templates_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	last letter_templates_event;
	allowed boolean;
BEGIN
	SELECT * INTO last FROM letter_templates_event WHERE hash = NEW.hash ORDER BY seq DESC LIMIT 1;
	allowed := CASE NEW.kind
		WHEN 'installed' THEN NEW.seq = 1
		WHEN 'drafted' THEN last.kind IS DISTINCT FROM 'drafted'
		WHEN 'published' THEN last.kind = 'drafted' AND NEW.person <> last.person
		WHEN 'withdrawn' THEN last.kind = 'drafted'
	END;
	IF allowed IS NOT TRUE OR NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM letter_templates_event) THEN
		RAISE EXCEPTION 'templates %: event % (%) by % cannot follow what happened before', NEW.hash, NEW.seq, NEW.kind, NEW.person
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
