-- Invitations by address, projects that institutions accept, suspension, retry.

ALTER TABLE "institution" ADD COLUMN "suspended_at" TIMESTAMPTZ(3);

-- Until now no invitation had an address: those there are cannot be accepted.
ALTER TABLE "invitation" ADD COLUMN "token_sha256" CHAR(64);
UPDATE "invitation" SET "token_sha256" = encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex'), "status" = CASE "status" WHEN 'pending' THEN 'revoked' ELSE "status" END;
ALTER TABLE "invitation" ALTER COLUMN "token_sha256" SET NOT NULL;
CREATE UNIQUE INDEX "invitation_token_sha256_key" ON "invitation"("token_sha256");

-- Until now who was named in a project worked in it.
ALTER TABLE "project_institution" ADD COLUMN "accepted_at" TIMESTAMPTZ(3);
UPDATE "project_institution" SET "accepted_at" = now();

ALTER TABLE "run" ADD COLUMN "retried_at" INTEGER NOT NULL DEFAULT 0;
