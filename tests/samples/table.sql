-- A grid platform's database and the view that it shows us; the same words on SQLite and PostgreSQL.
CREATE TABLE t_task (
  task_no VARCHAR(32) PRIMARY KEY, found_at TIMESTAMP NOT NULL, done_at TIMESTAMP, modified TIMESTAMP NOT NULL,
  state VARCHAR(10), unit VARCHAR(40), town VARCHAR(40), kind VARCHAR(40), lon NUMERIC(9, 6), lat NUMERIC(9, 6),
  caller VARCHAR(40), phone VARCHAR(40), place VARCHAR(100), words VARCHAR(500)
);
CREATE INDEX i_task ON t_task (modified, task_no);
INSERT INTO t_task VALUES
  ('0042', '2026-11-19 09:00:00', '2026-11-19 16:00:00', '2026-11-19 16:00:05', '办结', '区水务局', '西街街道', '污水冒溢',
   121.45, 31.15, '王秀英', '13800001234', '云江路18弄7号602室', '路口积水两天没人来，电话13800001234'),
  ('0043', '2026-11-19 10:00:00', NULL, '2026-11-19 10:00:00', '在办', '区绿容局', '东街', '绿化', 121.55, 31.15, NULL, NULL, NULL, '树枝挡路'),
  ('0044', '2026-11-20 08:00:00', NULL, '2026-11-20 10:00:00', '在办', '绿容', '东街', NULL, NULL, NULL, '王秀英', ' ', NULL, NULL);
CREATE VIEW v_task AS SELECT * FROM t_task;
