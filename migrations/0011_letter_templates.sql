CREATE TABLE "letter_templates" (
	"hash" text PRIMARY KEY NOT NULL,
	"files" json NOT NULL,
	"stored_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "letter_templates_event" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"person" text NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "letter_templates_event_kind" CHECK (kind IN ('installed', 'drafted', 'published'))
);
--> statement-breakpoint
ALTER TABLE "letter_templates_event" ADD CONSTRAINT "letter_templates_event_hash_letter_templates_hash_fk" FOREIGN KEY ("hash") REFERENCES "public"."letter_templates"("hash") ON DELETE no action ON UPDATE no action;