-- The account page asks for the orders of one customer.
CREATE INDEX orders_by_customer ON orders (customer, id);
