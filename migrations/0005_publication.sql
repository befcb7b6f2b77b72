CREATE TABLE "rulebook_event" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"person" text NOT NULL,
	"why" text NOT NULL,
	"effective_on" date,
	"baseline" text,
	"rehearsal_id" text,
	"summary" json,
	CONSTRAINT "rulebook_event_kind" CHECK (kind IN ('installed', 'drafted', 'rehearsed', 'approved', 'published', 'withdrawn')),
	CONSTRAINT "rulebook_event_holds_what_it_needs" CHECK ((effective_on IS NOT NULL) = (kind IN ('installed', 'published'))
        AND (baseline IS NOT NULL) = (kind IN ('drafted', 'rehearsed'))
        AND (rehearsal_id IS NOT NULL) = (kind IN ('rehearsed', 'approved'))
        AND (summary IS NOT NULL) = (kind = 'rehearsed'))
);
--> statement-breakpoint
CREATE TABLE "rulebook_source" (
	"hash" text PRIMARY KEY NOT NULL,
	"files" json NOT NULL
);
--> statement-breakpoint
ALTER TABLE "rulebook_event" ADD CONSTRAINT "rulebook_event_hash_rulebook_hash_fk" FOREIGN KEY ("hash") REFERENCES "public"."rulebook"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rulebook_event" ADD CONSTRAINT "rulebook_event_baseline_rulebook_hash_fk" FOREIGN KEY ("baseline") REFERENCES "public"."rulebook"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rulebook_source" ADD CONSTRAINT "rulebook_source_hash_rulebook_hash_fk" FOREIGN KEY ("hash") REFERENCES "public"."rulebook"("hash") ON DELETE no action ON UPDATE no action;