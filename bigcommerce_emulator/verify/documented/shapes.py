"""The fields of BigCommerce's answers, as its documentation shows them."""

ENVELOPE = {"data", "meta"}

PHYSICAL_ITEM = set(
    """
    id parent_id variant_id product_id sku name url quantity image_url coupons discount_amount
    coupon_amount original_price list_price sale_price extended_list_price extended_sale_price
    is_require_shipping is_mutable
    """.split()
)
CUSTOM_ITEM = {"id", "sku", "name", "quantity", "list_price", "extended_list_price"}
GIFT_CERTIFICATE = set("id name theme amount quantity taxable sender recipient message".split())
LINE_ITEMS = {"physical_items", "digital_items", "gift_certificates", "custom_items"}

_CART = set(
    """
    id customer_id channel_id email currency tax_included base_amount discount_amount coupons
    line_items created_time updated_time
    """.split()
)
CART = _CART | {"cart_amount", "locale", "version"}
CHECKOUT_CART = _CART | {"cart_amount_inc_tax", "cart_amount_ex_tax"}
REDIRECT_URLS = {"cart_url", "checkout_url", "embedded_checkout_url"}

CHECKOUT = set(
    """
    id cart billing_address consignments taxes coupons order_id shipping_cost_total_inc_tax
    shipping_cost_total_ex_tax handling_cost_total_inc_tax handling_cost_total_ex_tax tax_total
    subtotal_inc_tax subtotal_ex_tax grand_total created_time updated_time customer_message fees
    version
    """.split()
)
ADDRESS = set(
    """
    first_name last_name email company address1 address2 city state_or_province
    state_or_province_code country country_code postal_code phone custom_fields
    """.split()
)
CONSIGNMENT = set(
    """
    id shipping_cost_inc_tax shipping_cost_ex_tax handling_cost_inc_tax handling_cost_ex_tax
    coupon_discounts discounts line_item_ids shipping_address address
    """.split()
)
SHIPPING_OPTION = set(
    "id type description image_url cost transit_time additional_description".split()
)

WITH_OPTIONS = {"include": "consignments.available_shipping_options"}

METAFIELD = set(
    """
    id key value namespace permission_set resource_type resource_id description date_created
    date_modified owner_client_id
    """.split()
)
STATUS = {"id", "name", "system_label", "custom_label"}
ORDER_PRODUCT = set(
    """
    id order_id product_id variant_id name sku type quantity base_price price_ex_tax price_inc_tax
    base_total total_ex_tax total_inc_tax total_tax order_address_id applied_discounts
    product_options
    """.split()
)

ORDER_MONEY = set(
    """
    subtotal_ex_tax subtotal_inc_tax subtotal_tax base_shipping_cost shipping_cost_ex_tax
    shipping_cost_inc_tax shipping_cost_tax base_handling_cost handling_cost_ex_tax
    handling_cost_inc_tax handling_cost_tax base_wrapping_cost wrapping_cost_ex_tax
    wrapping_cost_inc_tax wrapping_cost_tax total_ex_tax total_inc_tax total_tax refunded_amount
    store_credit_amount gift_certificate_amount discount_amount coupon_discount
    """.split()
)
ORDER = ORDER_MONEY | set(
    """
    id customer_id date_created date_modified date_shipped status_id status
    shipping_cost_tax_class_id handling_cost_tax_class_id wrapping_cost_tax_class_id
    is_tax_inclusive_pricing items_total items_shipped payment_method payment_provider_id
    payment_status order_is_digital ip_address ip_address_v6 geoip_country geoip_country_iso2
    currency_id currency_code currency_exchange_rate default_currency_id default_currency_code
    staff_notes customer_message shipping_address_count ebay_order_id cart_id billing_address
    is_email_opt_in credit_card_type order_source channel_id external_source products
    shipping_addresses coupons external_id external_merchant_id tax_provider_id
    store_default_currency_code store_default_to_transactional_exchange_rate custom_status
    customer_locale external_order_id is_deleted
    """.split()
)
ORDER_ADDRESS = set(
    """
    first_name last_name company street_1 street_2 city state zip country country_iso2 phone
    email form_fields
    """.split()
)

HOOK = set(
    "id client_id store_hash created_at updated_at scope destination is_active headers".split()
)

EXTRA_FIELD = {"fieldName", "labelName", "fieldType", "isRequired"}
B2B_ORDER = {"id", "bcOrderId", "companyId", "poNumber", "statusCode", "extraFields"}
