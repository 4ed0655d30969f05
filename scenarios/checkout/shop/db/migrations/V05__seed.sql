-- Products of the first season. Every twelfth one has not been delivered yet.
INSERT INTO product (sku, title, category, cents)
SELECT 'SKU-' || lpad(n::text, 4, '0'),
       (ARRAY['Lamp', 'Chair', 'Desk', 'Rug', 'Shelf'])[1 + n % 5] || ' no. ' || n,
       (ARRAY['light', 'seat', 'table', 'floor', 'wall'])[1 + n % 5],
       900 + (n * 377) % 24000
FROM generate_series(1, 240) AS n;

INSERT INTO stock (sku, pieces)
SELECT sku, CASE WHEN substr(sku, 5)::int % 12 = 0 THEN 0 ELSE 100000 END FROM product;

INSERT INTO coupon (code, percent) VALUES ('WELCOME10', 10), ('AUTUMN15', 15);
