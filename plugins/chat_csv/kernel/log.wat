;; Reads a log as it stands in a row: JSON whose quotes are doubled, in UTF-8. Takes plain logs alone: objects with the
;; five known keys, each once, texts or null, nothing to be flagged. log.ts and message_rows.ts say the same of any log.
;; Memory (log_kernel.ts has the same places):
;;        0  i32[12]  count, user, assistant, characters, first user (-1: none), 1 if all are of type default,
;;                    place and length of the default message's id, contents that say something, contents that are
;;                    risky, 1 if a content may hold an address of the web, bytes of the messages' own cells
;;     1024  keys: id, role, type, content, disclaimer. Of each 16 bytes of text, 16 of mask, its length (64 in all)
;;    65536  messages, 64 bytes each: place and length of the id, 1 for assistant, place and length of type and of
;;           content (a cell of CSV), characters, words, 1 with a question mark, 1 if it may hold an address; at 48 a
;;           hash of the id
;;   131072  the row, with a byte 0 and readable ones behind it
;;   262144  contents
(module
  (import "chats" "memory" (memory 1))
  (import "chats" "pass" (func $pass (param i32) (result i32)))
  (import "chats" "content" (func $content (param i32 i32 i32) (result i32)))

  ;; The next byte at $at or behind it that is not white space.
  (func $skip (param $at i32) (result i32)
    (local $byte i32)
    (loop $next
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.and (i32.le_u (local.get $byte) (i32.const 0x20)) (i32.or
          (i32.or (i32.eq (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x0a)))
          (i32.or (i32.eq (local.get $byte) (i32.const 0x0d)) (i32.eq (local.get $byte) (i32.const 0x09))))) (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next))))
    (local.get $at))

  ;; True when the byte is not a letter and not a digit.
  (func $odd (param $byte i32) (result i32)
    (i32.and
      (i32.ge_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10))
      (i32.ge_u (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61)) (i32.const 26))))

  ;; Where a text that is its own cell ends; 0 for one with an escape or a comma.
  (func $plain (param $at i32) (result i32)
    (local $v v128) (local $mask i32)
    (if (call $odd (i32.load8_u (local.get $at))) (then (return (i32.const 0))))
    (loop $next
      (local.set $v (v128.load (local.get $at)))
      (local.set $mask (i8x16.bitmask (v128.or
        (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x22)))
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x5c))))
        (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x2c)))
          (i8x16.lt_u (local.get $v) (i8x16.splat (i32.const 0x20)))))))
      (if (i32.eqz (local.get $mask)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
    (select (local.get $at) (i32.const 0) (i32.eq (i32.load16_u (local.get $at)) (i32.const 0x2222))))

  ;; Which of the keys stands at $at, looked for from the likeliest; 5 for another.
  (func $key (param $at i32) (param $likely i32) (result i32)
    (local $tries i32) (local $slot i32)
    (loop $next
      (local.set $slot (i32.shl (local.get $likely) (i32.const 6)))
      (if (i32.eqz (v128.any_true (v128.and
          (v128.xor (v128.load (local.get $at)) (v128.load offset=1024 (local.get $slot)))
          (v128.load offset=1040 (local.get $slot))))) (then
        (if (i32.eq (i32.const 0x2222)
            (i32.load16_u (i32.add (local.get $at) (i32.load offset=1056 (local.get $slot)))))
          (then (return (local.get $likely))))))
      (local.set $likely (i32.add (local.get $likely) (i32.const 1)))
      (if (i32.eq (local.get $likely) (i32.const 5)) (then (local.set $likely (i32.const 0))))
      (br_if $next (i32.lt_u (local.tee $tries (i32.add (local.get $tries) (i32.const 1))) (i32.const 5))))
    (i32.const 5))

  ;; A hash of so many bytes.
  (func $hash (param $at i32) (param $left i32) (result i64)
    (local $hash i64) (local $part i64)
    (local.set $hash (i64.extend_i32_u (local.get $left)))
    (loop $next
      (local.set $part (i64.load (local.get $at)))
      (if (i32.lt_s (local.get $left) (i32.const 8)) (then
        (local.set $part (i64.and (local.get $part) (i64.sub (i64.shl (i64.const 1)
          (i64.shl (i64.extend_i32_u (local.get $left)) (i64.const 3))) (i64.const 1))))))
      (local.set $hash (i64.mul (i64.xor (local.get $hash) (local.get $part)) (i64.const 0x9e3779b97f4a7c15)))
      (local.set $hash (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 29))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.gt_s (local.tee $left (i32.sub (local.get $left) (i32.const 8))) (i32.const 0))))
    (local.get $hash))

  ;; 1 where a message before this one may have the same id.
  (func $again (param $message i32) (result i32)
    (local $other i32) (local $hash i64)
    (local.set $hash (i64.load offset=48 (local.get $message)))
    (local.set $other (i32.const 65536))
    (block $none
      (loop $next
        (br_if $none (i32.eq (local.get $other) (local.get $message)))
        (if (i64.eq (i64.load offset=48 (local.get $other)) (local.get $hash)) (then (return (i32.const 1))))
        (local.set $other (i32.add (local.get $other) (i32.const 64)))
        (br $next)))
    (i32.const 0))

  (func $add (param $word i32) (param $more i32)
    (i32.store (local.get $word) (i32.add (i32.load (local.get $word)) (local.get $more))))

  ;; Counts what the message says; $index is its place.
  (func $count (param $message i32) (param $index i32)
    (local $length i32) (local $content i32) (local $byte i32) (local $default i32)
    (local.set $default (i32.and (i32.eq (i32.load offset=16 (local.get $message)) (i32.const 7))
      (i64.eq (i64.const 0x746c7561666564)
        (i64.and (i64.load (i32.load offset=12 (local.get $message))) (i64.const 0xffffffffffffff)))))
    (if (i32.load offset=8 (local.get $message))
      (then
        (if (i32.and (local.get $default)
          (i32.eqz (i32.or (i32.load (i32.const 4)) (i32.load (i32.const 24))))) (then
          (i32.store (i32.const 24) (i32.load (local.get $message)))
          (i32.store (i32.const 28) (i32.load offset=4 (local.get $message)))))
        (call $add (i32.const 8) (i32.const 1)))
      (else
        (if (i32.eqz (i32.load (i32.const 4))) (then (i32.store (i32.const 16) (local.get $index))))
        (call $add (i32.const 4) (i32.const 1))))
    (i32.store (i32.const 20) (i32.and (i32.load (i32.const 20)) (local.get $default)))
    (call $add (i32.const 12) (i32.load offset=28 (local.get $message)))
    (i32.store (i32.const 40) (i32.or (i32.load (i32.const 40)) (i32.load offset=40 (local.get $message))))
    (local.set $length (i32.load offset=24 (local.get $message)))
    (call $add (i32.const 44) (i32.add (i32.const 9) (i32.add (local.get $length) (i32.add
      (i32.load offset=16 (local.get $message)) (i32.shl (i32.load offset=4 (local.get $message)) (i32.const 1))))))
    (local.set $content (i32.load offset=20 (local.get $message)))
    (if (i32.or (i32.eqz (local.get $length)) (i32.and (i32.eq (local.get $length) (i32.const 2))
      (i32.eq (i32.load16_u (local.get $content)) (i32.const 0x5d5b)))) (then (return)))
    (call $add (i32.const 32) (i32.const 1))
    ;; What begins a formula, perhaps behind the cell's quote: tab, line ends, + - = @ and the wide forms of these.
    (local.set $byte (i32.load8_u (local.get $content)))
    (if (i32.eq (local.get $byte) (i32.const 0x22))
      (then (local.set $byte (i32.load8_u (local.tee $content (i32.add (local.get $content) (i32.const 1)))))))
    (if (i32.eq (local.get $byte) (i32.const 0xef)) (then
      (if (i32.eq (i32.load8_u offset=1 (local.get $content)) (i32.const 0xbc)) (then
        (local.set $byte (i32.load8_u offset=2 (local.get $content)))
        (call $add (i32.const 36) (i32.or
          (i32.or (i32.eq (local.get $byte) (i32.const 0x9d)) (i32.eq (local.get $byte) (i32.const 0x8b)))
          (i32.or (i32.eq (local.get $byte) (i32.const 0x8d)) (i32.eq (local.get $byte) (i32.const 0xa0)))))))
      (return)))
    (call $add (i32.const 36) (i32.or
      (i32.or (i32.or (i32.eq (local.get $byte) (i32.const 0x2b)) (i32.eq (local.get $byte) (i32.const 0x2d)))
        (i32.or (i32.eq (local.get $byte) (i32.const 0x3d)) (i32.eq (local.get $byte) (i32.const 0x40))))
      (i32.or (i32.eq (local.get $byte) (i32.const 0x09))
        (i32.or (i32.eq (local.get $byte) (i32.const 0x0a)) (i32.eq (local.get $byte) (i32.const 0x0d)))))))

  ;; Reads the log between the two places, of at most so many messages. 1: it is plain; 0: another way has to be taken.
  (func (export "scan") (param $at i32) (param $end i32) (param $most i32) (result i32)
    (local $message i32) (local $last i32) (local $seen i32) (local $key i32) (local $to i32) (local $from i32)
    (local $byte i32)
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 48))
    (i32.store (i32.const 16) (i32.const -1))
    (i32.store (i32.const 20) (i32.const 1))
    (local.set $message (i32.const 65536))
    (local.set $last (i32.add (local.get $message) (i32.shl (local.get $most) (i32.const 6))))
    (local.set $to (i32.const 262144))
    (block $other
      (local.set $at (call $skip (local.get $at)))
      (br_if $other (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x5b)))
      (loop $messages
        (br_if $other (i32.eq (local.get $message) (local.get $last)))
        (local.set $at (call $skip (i32.add (local.get $at) (i32.const 1))))
        (br_if $other (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x7b)))
        (local.set $seen (i32.const 0))
        (local.set $key (i32.const 0))
        (loop $keys
          (local.set $at (call $skip (i32.add (local.get $at) (i32.const 1))))
          (br_if $other (i32.ne (i32.load16_u (local.get $at)) (i32.const 0x2222)))
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          (local.set $key (call $key (local.get $at) (local.get $key)))
          (br_if $other (i32.eq (local.get $key) (i32.const 5)))
          (br_if $other (i32.and (i32.const 1) (i32.shr_u (local.get $seen) (local.get $key))))
          (local.set $seen (i32.or (local.get $seen) (i32.shl (i32.const 1) (local.get $key))))
          (local.set $at (call $skip (i32.add (i32.const 2) (i32.add (local.get $at)
            (i32.load offset=1056 (i32.shl (local.get $key) (i32.const 6)))))))
          (br_if $other (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x3a)))
          (local.set $at (call $skip (i32.add (local.get $at) (i32.const 1))))
          (block $value
            (if (i32.ne (i32.load16_u (local.get $at)) (i32.const 0x2222)) (then
              ;; null, where it means nothing.
              (br_if $other (i32.or (i32.ne (local.get $key) (i32.const 4))
                (i32.ne (i32.load (local.get $at)) (i32.const 0x6c6c756e))))
              (local.set $at (i32.add (local.get $at) (i32.const 4)))
              (br $value)))
            (local.set $from (local.tee $at (i32.add (local.get $at) (i32.const 2))))
            (block $text
              (block $role
                (block $type
                  (block $content
                    (block $disclaimer
                      (block $id
                        (br_table $id $role $type $content $disclaimer (local.get $key)))
                      (br_if $other (i32.eqz (local.tee $at (call $plain (local.get $at)))))
                      (i32.store (local.get $message) (local.get $from))
                      (i32.store offset=4 (local.get $message) (i32.sub (local.get $at) (local.get $from)))
                      (i64.store offset=48 (local.get $message)
                        (call $hash (local.get $from) (i32.sub (local.get $at) (local.get $from))))
                      (br $text))
                    (br_if $other (i32.eqz (local.tee $at (call $pass (local.get $at)))))
                    (br $text))
                  (br_if $other (i32.eqz (local.tee $at
                    (call $content (local.get $at) (local.get $to) (local.get $message)))))
                  (local.set $to (i32.add (i32.const 1) (i32.add
                    (i32.load offset=20 (local.get $message)) (i32.load offset=24 (local.get $message)))))
                  (br $text))
                (br_if $other (i32.eqz (local.tee $at (call $plain (local.get $at)))))
                (i32.store offset=12 (local.get $message) (local.get $from))
                (i32.store offset=16 (local.get $message) (i32.sub (local.get $at) (local.get $from)))
                (br $text))
              (local.set $byte (i32.eq (i32.load (local.get $at)) (i32.const 0x69737361)))
              (br_if $other (i32.eqz (i32.or (i32.eq (i32.load (local.get $at)) (i32.const 0x72657375))
                (i32.and (i64.eq (i64.load (local.get $at)) (i64.const 0x6e61747369737361))
                  (i32.eq (i32.load8_u offset=8 (local.get $at)) (i32.const 0x74))))))
              (i32.store offset=8 (local.get $message) (local.get $byte))
              (local.set $at (i32.add (local.get $at)
                (select (i32.const 9) (i32.const 4) (local.get $byte)))))
            (br_if $other (i32.ne (i32.load16_u (local.get $at)) (i32.const 0x2222)))
            (local.set $at (i32.add (local.get $at) (i32.const 2))))
          (local.set $key (select (i32.const 0) (i32.add (local.get $key) (i32.const 1))
            (i32.eq (local.get $key) (i32.const 4))))
          (local.set $at (call $skip (local.get $at)))
          (br_if $keys (i32.eq (local.tee $byte (i32.load8_u (local.get $at))) (i32.const 0x2c))))
        (br_if $other (i32.ne (local.get $byte) (i32.const 0x7d)))
        (br_if $other (i32.ne (i32.and (local.get $seen) (i32.const 15)) (i32.const 15)))
        (br_if $other (call $again (local.get $message)))
        (call $count (local.get $message) (i32.load (i32.const 0)))
        (call $add (i32.const 0) (i32.const 1))
        (local.set $message (i32.add (local.get $message) (i32.const 64)))
        (local.set $at (call $skip (i32.add (local.get $at) (i32.const 1))))
        (br_if $messages (i32.eq (local.tee $byte (i32.load8_u (local.get $at))) (i32.const 0x2c))))
      (br_if $other (i32.ne (local.get $byte) (i32.const 0x5d)))
      (return (i32.eq (local.get $end) (call $skip (i32.add (local.get $at) (i32.const 1))))))
    (i32.const 0)))
