;; Writes the lines of messages.csv and of message_metrics.csv for the messages that log.wat found. lines.ts says the
;; same of any messages. Memory as in log.wat, and
;;       48  i32[2]  where the lines of either file end
;;       64  i32[14]  place and length of seven texts: what stands before role, type, key, id and content, and behind it,
;;           in a line of messages.csv, and the cell of the chat's id
(module
  (import "chats" "memory" (memory 1))

  ;; Copies in steps of 16 bytes, so that up to 15 more are written; gives the place behind the last one that counts.
  (func $copy (param $to i32) (param $from i32) (param $length i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (local.get $length)))
    (loop $next
      (v128.store (local.get $to) (v128.load (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 16))) (local.get $end))))
    (local.get $end))

  ;; Copies one of the seven texts.
  (func $text (param $to i32) (param $slot i32) (result i32)
    (call $copy (local.get $to) (i32.load offset=64 (local.get $slot)) (i32.load offset=68 (local.get $slot))))

  ;; Writes a number and a comma.
  (func $number (param $to i32) (param $value i32) (result i32)
    (local $rest i32) (local $end i32)
    (local.set $rest (local.get $value))
    (local.set $end (local.get $to))
    (loop $next
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (br_if $next (local.tee $rest (i32.div_u (local.get $rest) (i32.const 10)))))
    (i32.store8 (local.get $end) (i32.const 0x2c))
    (local.set $to (local.get $end))
    (loop $next
      (local.set $rest (i32.div_u (local.get $value) (i32.const 10)))
      (i32.store8 (local.tee $to (i32.sub (local.get $to) (i32.const 1)))
        (i32.add (i32.const 0x30) (i32.sub (local.get $value) (i32.mul (local.get $rest) (i32.const 10)))))
      (br_if $next (local.tee $value (local.get $rest))))
    (i32.add (local.get $end) (i32.const 1)))

  ;; Writes true or false, and a comma.
  (func $truth (param $to i32) (param $value i32) (result i32)
    (i64.store (local.get $to)
      (select (i64.const 0x2c65757274) (i64.const 0x2c65736c6166) (local.get $value)))
    (i32.add (local.get $to) (select (i32.const 5) (i32.const 6) (local.get $value))))

  ;; Writes the lines of all messages to the two places.
  (func (export "write") (param $lines i32) (param $metrics i32)
    (local $message i32) (local $end i32) (local $id i32) (local $length i32) (local $index i32)
    (local.set $message (i32.const 65536))
    (local.set $end (i32.add (local.get $message) (i32.shl (i32.load (i32.const 0)) (i32.const 6))))
    (loop $next
      (local.set $id (i32.load (local.get $message)))
      (local.set $length (i32.load offset=4 (local.get $message)))
      (local.set $lines (call $text (local.get $lines) (i32.const 0)))
      (if (i32.load offset=8 (local.get $message))
        (then
          (i64.store (local.get $lines) (i64.const 0x6e61747369737361))
          (i32.store8 offset=8 (local.get $lines) (i32.const 0x74))
          (local.set $lines (i32.add (local.get $lines) (i32.const 9))))
        (else
          (i32.store (local.get $lines) (i32.const 0x72657375))
          (local.set $lines (i32.add (local.get $lines) (i32.const 4)))))
      (local.set $lines (call $text (local.get $lines) (i32.const 8)))
      (local.set $lines (call $copy (local.get $lines)
        (i32.load offset=12 (local.get $message)) (i32.load offset=16 (local.get $message))))
      (local.set $lines (call $text (local.get $lines) (i32.const 16)))
      (local.set $lines (call $copy (local.get $lines) (local.get $id) (local.get $length)))
      (local.set $lines (call $text (local.get $lines) (i32.const 24)))
      (local.set $lines (call $copy (local.get $lines) (local.get $id) (local.get $length)))
      (local.set $lines (call $text (local.get $lines) (i32.const 32)))
      (local.set $lines (call $copy (local.get $lines)
        (i32.load offset=20 (local.get $message)) (i32.load offset=24 (local.get $message))))
      (local.set $lines (call $text (local.get $lines) (i32.const 40)))

      (local.set $metrics (call $text (local.get $metrics) (i32.const 48)))
      (i32.store8 (local.get $metrics) (i32.const 0x2c))
      (local.set $metrics
        (call $copy (i32.add (local.get $metrics) (i32.const 1)) (local.get $id) (local.get $length)))
      (i32.store8 (local.get $metrics) (i32.const 0x2c))
      (local.set $metrics (call $number (i32.add (local.get $metrics) (i32.const 1)) (local.get $index)))
      (local.set $metrics (call $number (local.get $metrics) (i32.load offset=28 (local.get $message))))
      (local.set $metrics (call $number (local.get $metrics) (i32.load offset=32 (local.get $message))))
      (local.set $metrics (call $truth (local.get $metrics) (i32.load offset=36 (local.get $message))))
      (local.set $metrics (call $truth (local.get $metrics) (i32.load offset=40 (local.get $message))))
      (i32.store (local.get $metrics) (i32.const 0x000a5d5b))
      (local.set $metrics (i32.add (local.get $metrics) (i32.const 3)))

      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $next (i32.lt_u
        (local.tee $message (i32.add (local.get $message) (i32.const 64))) (local.get $end))))
    (i32.store (i32.const 48) (local.get $lines))
    (i32.store (i32.const 52) (local.get $metrics))))
